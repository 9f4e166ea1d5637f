/** Colours that AWS gives its families of services. */
export const STORAGE = '#3f8624';
export const COMPUTE = '#d45b07';
export const ANALYTICS = '#6d3fc0';
export const INTEGRATION = '#c2185b';
export const DATABASE = '#2e5fd0';
export const SECURITY = '#c7131f';
export const NETWORK = '#5b3cc4';
export const OTHER = '#4a5568';
