/** Of the function, of the command line and of the package, which a test compares. */
export const VERSION = '0.1.0';
