/** Smallest pivot of the factor, relative to the trace: below it a column adds nothing of its own. */
const SMALLEST_PIVOT_SHARE = 1e-12;

/**
 * Least squares with a ridge, kept as sums: rows are added as time goes on and solved whenever a forecast is due.
 *
 * With rows x, targets y and mean diagonal element d of the sum of x x', the coefficients b solve
 *
 *     (sum x x' + ridge d I) b = sum x y
 *
 * by the Cholesky factor. Since the ridge is relative to d, it means the same at every scale of the rows. Sources:
 * Hoerl & Kennard, Ridge Regression, Technometrics 12 (1970) 55-67; Golub & Van Loan, Matrix Computations, 4th ed.
 * (2013), algorithm 4.2.1.
 */
export class NormalEquations {
  /** Lower triangle of the sum of x x', row by row. */
  private readonly gram: Float64Array;
  private readonly moments: Float64Array;
  private readonly factor: Float64Array;

  /** @param size columns of a row, a whole number above 0 */
  constructor(readonly size: number) {
    this.gram = new Float64Array(size * size);
    this.moments = new Float64Array(size);
    this.factor = new Float64Array(size * size);
  }

  /** Adds a row; only its first {@link size} elements are read. */
  add(row: Float64Array, target: number): void {
    const { size, gram, moments } = this;
    for (let i = 0; i < size; i += 1) {
      const value = row[i] ?? NaN;
      const base = i * size;
      for (let j = 0; j <= i; j += 1) gram[base + j] = (gram[base + j] ?? NaN) + value * (row[j] ?? NaN);
      moments[i] = (moments[i] ?? NaN) + value * target;
    }
  }

  /**
   * The coefficients; zeros when every row was zero.
   *
   * @param ridge above 0: how far coefficients are drawn to 0, relative to the mean diagonal element
   */
  solve(ridge: number): Float64Array {
    const { size, gram, factor, moments } = this;
    const coefficients = Float64Array.from(moments);
    let trace = 0;
    for (let i = 0; i < size; i += 1) trace += gram[i * size + i] ?? NaN;
    if (trace === 0) return coefficients.fill(0);
    factor.set(gram);
    for (let i = 0; i < size; i += 1) {
      factor[i * size + i] = (gram[i * size + i] ?? NaN) + (ridge * trace) / size;
    }
    factorize(factor, size, SMALLEST_PIVOT_SHARE * trace);
    substitute(factor, size, coefficients);
    return coefficients;
  }
}

/** Turns a lower triangle into its Cholesky factor, in place. */
function factorize(matrix: Float64Array, size: number, smallestPivot: number): void {
  for (let j = 0; j < size; j += 1) {
    const rowJ = j * size;
    for (let i = j; i < size; i += 1) {
      const rowI = i * size;
      let sum = matrix[rowI + j] ?? NaN;
      for (let k = 0; k < j; k += 1) sum -= (matrix[rowI + k] ?? NaN) * (matrix[rowJ + k] ?? NaN);
      matrix[rowI + j] = i === j ? Math.sqrt(Math.max(sum, smallestPivot)) : sum / (matrix[rowJ + j] ?? NaN);
    }
  }
}

/** Solves L L' x = b for a lower factor L, in place of b. */
function substitute(factor: Float64Array, size: number, vector: Float64Array): void {
  for (let i = 0; i < size; i += 1) {
    let sum = vector[i] ?? NaN;
    for (let k = 0; k < i; k += 1) sum -= (factor[i * size + k] ?? NaN) * (vector[k] ?? NaN);
    vector[i] = sum / (factor[i * size + i] ?? NaN);
  }
  for (let i = size - 1; i >= 0; i -= 1) {
    let sum = vector[i] ?? NaN;
    for (let k = i + 1; k < size; k += 1) sum -= (factor[k * size + i] ?? NaN) * (vector[k] ?? NaN);
    vector[i] = sum / (factor[i * size + i] ?? NaN);
  }
}
