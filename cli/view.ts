/** How much is shown, and where. */
export interface View {
  /** Columns of a line. */
  readonly columns: number;
  /** Lines of a page. */
  readonly rows: number;
  /** Everything, however long. */
  readonly all: boolean;
}
