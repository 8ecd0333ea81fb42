/**
 * `/.well-known/openid-configuration`
 *
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/federation-endpoints.html
 */
export function discovery(issuer: string, loginPages: string): Record<string, unknown> {
  return {
    authorization_endpoint: `${loginPages}/oauth2/authorize`,
    end_session_endpoint: `${loginPages}/logout`,
    id_token_signing_alg_values_supported: ['RS256'],
    issuer,
    jwks_uri: `${issuer}/.well-known/jwks.json`,
    response_types_supported: ['code'],
    revocation_endpoint: `${loginPages}/oauth2/revoke`,
    scopes_supported: ['openid', 'email', 'phone', 'profile'],
    subject_types_supported: ['public'],
    token_endpoint: `${loginPages}/oauth2/token`,
    token_endpoint_auth_methods_supported: ['client_secret_basic', 'client_secret_post'],
    userinfo_endpoint: `${loginPages}/oauth2/userInfo`,
  };
}
