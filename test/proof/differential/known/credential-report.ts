/** What the emulators write otherwise into a credential report. */
import { isDeepStrictEqual } from 'node:util';
import type { Answer } from '../differential';
import type { Difference } from './difference';

const page = 'https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_getting-report.html';

interface Slot {
  readonly Status: string;
  readonly ServiceName?: string;
  readonly Region?: string;
}
type Change = (slots: readonly Slot[]) => readonly Slot[];

const asItIs: Change = (slots) => slots;
const withoutInactive: Change = (slots) => slots.filter(({ Status }) => Status === 'true');
const withoutPlace: Change = (slots) => slots.map(({ ServiceName: _service, Region: _region, ...slot }) => slot);

const slotsOf = ({ answer }: Answer) => (answer as { AccessKeyMetadata?: readonly Slot[] }).AccessKeyMetadata ?? [];

/** Whether two reports of a user say the same, what is left out aside. */
const areAlike = (world: Answer, emulator: Answer, change: Change) =>
  isDeepStrictEqual(changed(world, change), changed(emulator, change));

const changed = (report: Answer, change: Change) => ({
  ...(report.answer as object),
  AccessKeyMetadata: change(slotsOf(report)),
});

/** @param known what is known to differ besides */
export const datesInactiveKeys = (emulator: string, known: Change = asItIs): Difference => ({
  why: `a key that is not active has the date N/A; ${emulator} gives it one`,
  page,
  changesState: false,
  is: (call, world, answer) =>
    call.name === 'CredentialReport' &&
    slotsOf(answer).some(({ Status }) => Status === 'false') &&
    areAlike(world, answer, (slots) => known(withoutInactive(slots))),
  example: ({ users: [user = ''] }) => [
    { name: 'CreateAccessKey', user },
    { name: 'UpdateAccessKey', user, key: 0, status: 'Inactive' },
    { name: 'CredentialReport', user },
  ],
});

export const MOTOS_REPORT: readonly Difference[] = [
  datesInactiveKeys('moto', withoutPlace),
  {
    why: 'the report says in which Region and for which service a key was last used; moto says not_supported',
    page,
    changesState: false,
    is: (call, world, moto) => call.name === 'CredentialReport' && areAlike(world, moto, withoutPlace),
    example: ({ users: [user = ''] }) => [
      { name: 'CreateAccessKey', user },
      { name: 'GetCallerIdentity', key: 0, rightHalf: true },
      { name: 'CredentialReport', user },
    ],
  },
];
