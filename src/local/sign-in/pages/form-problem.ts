import type { CognitoError, CognitoErrorCode } from '../cognito-error';

const FIELDS: Partial<Record<CognitoErrorCode, string>> = {
  CodeMismatchException: 'code',
  ExpiredCodeException: 'code',
  InvalidParameterException: 'email',
  InvalidPasswordException: 'password',
  UsernameExistsException: 'email',
};

/** Why a form comes back: a sentence, and the field that it is about. */
export class FormProblem extends Error {
  static of(error: CognitoError): FormProblem {
    return new FormProblem(error.message, FIELDS[error.code]);
  }

  constructor(message: string, readonly field?: string, readonly status = 400) {
    super(message);
  }
}
