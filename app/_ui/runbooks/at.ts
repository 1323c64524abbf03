/** Row and column; -1 is the row's or column's own head. */
export interface At {
  readonly row: number;
  readonly column: number;
}
