/** Reads ID tokens, which say who signed in; they are never a credential. */
export interface IdTokenVerifier {
  /**
   * Whether the token is of this client and issuer, unexpired, and the answer to the sign-in with this nonce, given
   * together with this access token.
   */
  verify(idToken: string, expected: { readonly nonce: string; readonly accessToken: string }): Promise<boolean>;
}
