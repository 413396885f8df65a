import { oneOf, type Setting } from './setting';

/** The most that Keyturn does by itself when AWS reports a key; `off` listens to nothing. */
export type LeakResponse = 'notify' | 'replace' | 'deactivate' | 'off';

export const leakResponse: Setting<LeakResponse> = oneOf<LeakResponse>('notify', 'replace', 'deactivate', 'off');

/** What the user's tag may say: it can only lower what the deployment allows. */
export type OnLeak = 'notify' | 'replace';

export const onLeak: Setting<OnLeak> = oneOf<OnLeak>('notify', 'replace');
