/** Which of two priors weights look drawn from. */

/**
 * Mean log-likelihood of weights under their Laplace fit, −ln(2b) − 1 with b = mean|w|, minus that under their Gauss
 * fit, −½·ln(2πσ²) − ½ with σ² = mean(w²): about 0.072 for Laplace weights, −0.048 for Gauss weights, 0 when there is
 * none.
 */
export function laplaceOverGauss(laplaceScale: number, gaussSigma: number): number {
  if (laplaceScale === 0) return 0;
  return Math.log(gaussSigma / (2 * laplaceScale)) + Math.log(2 * Math.PI) / 2 - 1 / 2;
}
