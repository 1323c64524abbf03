/** What a person can put right: no root, a missing tool, a lab that is already going up. Bugs stay ordinary errors. */
export class LabProblem extends Error {
  override readonly name = "LabProblem";
}
