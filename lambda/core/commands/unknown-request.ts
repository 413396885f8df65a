/** Lambda passes the name on as `errorType`: by it the command line sees that it is newer than the function. */
export const UNKNOWN_REQUEST = 'UnknownRequestError';

/** A command, or a field of one, that this version of the function does not know. */
export class UnknownRequestError extends Error {
  override readonly name = UNKNOWN_REQUEST;
}
