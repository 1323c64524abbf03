export { explainChoice } from "./choice.ts";
export { explainClaim, inequation } from "./claim.ts";
export { explainEffect, explainEvidence } from "./evidence.ts";
export { explainFailure, type FailureSubject, type FailureText } from "./failure.ts";
export { sayClaim, sayObject } from "./hypothesis.ts";
export { cellKey, matrixOf, type CellClaim, type Matrix, type MatrixColumn, type MatrixRow } from "./matrix.ts";
export { verdictMarkdown } from "./markdown.ts";
export { formatNumber, formatPercent, formatValue } from "./number.ts";
