import { html } from '../../../cli/document/html';
import type { Row } from '../chronicle';
export const pageOfDemo = (rows: readonly Row[], _dayOf: (day: number) => Date): string => html`${rows.length}`.text;
