/** In localStorage once a run was kept in this browser: a page without it has nothing to look for. */
export const KEPT_FLAG = 'mean-flow-kept';
