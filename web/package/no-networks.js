// Replaces models/shipped.js in the package, which has no trained networks: the attribute `models` says where some are.

export const shippedFolder = '';
