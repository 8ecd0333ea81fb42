/** Names of errors, as in Cognito's API. */
export type CognitoErrorCode =
  | 'CodeMismatchException'
  | 'ExpiredCodeException'
  | 'InvalidLambdaResponseException'
  | 'InvalidParameterException'
  | 'InvalidPasswordException'
  | 'LimitExceededException'
  | 'NotAuthorizedException'
  | 'ResourceNotFoundException'
  | 'UnexpectedLambdaException'
  | 'UserLambdaValidationException'
  | 'UserNotConfirmedException'
  | 'UsernameExistsException';

/**
 * What a user pool refuses: the error's name in the API, and a sentence that a person may read.
 */
export class CognitoError extends Error {
  constructor(public readonly code: CognitoErrorCode, message: string) {
    super(message);
    this.name = code;
  }
}
