/** Environment variable set by a host whose worker died before it was ready: no flag of the engine is then touched. */
export const PLAIN_COMPILATION = 'REGULARIZATION_LENS_PLAIN_COMPILATION';
