// Replaces models/shipped.js in the package, which has no trained networks: the attribute `models` says where some are.

/** @type {Record<string, string>} */
export const shipped = {};
