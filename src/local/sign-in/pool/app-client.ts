import { randomInt } from 'node:crypto';
import { CfnProperties } from './cfn-properties';
import type { CfnResource } from './cfn-resource';

const SECONDS = { seconds: 1, minutes: 60, hours: 3_600, days: 86_400 } as const;

/** What `DescribeUserPoolClient` tells as it stands in the template. */
const DESCRIBED = [
  'AccessTokenValidity', 'AllowedOAuthFlows', 'AllowedOAuthFlowsUserPoolClient', 'AllowedOAuthScopes', 'AuthSessionValidity', 'CallbackURLs',
  'DefaultRedirectURI', 'EnablePropagateAdditionalUserContextData', 'EnableTokenRevocation', 'ExplicitAuthFlows', 'IdTokenValidity', 'LogoutURLs',
  'PreventUserExistenceErrors', 'ReadAttributes', 'RefreshTokenRotation', 'RefreshTokenValidity', 'SupportedIdentityProviders',
  'TokenValidityUnits', 'WriteAttributes',
];

/** The settings of an `AWS::Cognito::UserPoolClient`. */
export class AppClient {
  readonly id: string;
  readonly name: string;
  /** A public client has none. */
  readonly secret: string | undefined;
  readonly callbackUrls: string[];
  readonly logoutUrls: string[];
  readonly scopes: string[];
  readonly allowsCodeFlow: boolean;
  readonly allowsImplicitFlow: boolean;
  readonly hidesWhoExists: boolean;
  readonly allowsRevocation: boolean;
  /** Seconds for which tokens are good. */
  readonly validity: { readonly access: number; readonly id: number; readonly refresh: number };
  /** Seconds for which a refresh token is still good after it was used; `undefined` where they are not rotated. */
  readonly rotationGrace: number | undefined;
  /** As in the template. */
  readonly description: Record<string, unknown>;

  constructor(resource: CfnResource) {
    const properties = new CfnProperties(resource.properties);
    this.id = resource.physicalId;
    this.name = properties.string('ClientName') ?? resource.logicalId;
    this.secret = properties.boolean('GenerateSecret') ? generateSecret() : undefined;
    this.callbackUrls = properties.strings('CallbackURLs') ?? [];
    this.logoutUrls = properties.strings('LogoutURLs') ?? [];
    this.scopes = properties.strings('AllowedOAuthScopes') ?? [];
    const flows = properties.boolean('AllowedOAuthFlowsUserPoolClient') ? properties.strings('AllowedOAuthFlows') ?? [] : [];
    this.allowsCodeFlow = flows.includes('code');
    this.allowsImplicitFlow = flows.includes('implicit');
    this.hidesWhoExists = properties.string('PreventUserExistenceErrors') !== 'LEGACY'; // ENABLED is the default of new clients
    this.allowsRevocation = properties.boolean('EnableTokenRevocation') ?? true;
    this.validity = {
      access: validity(properties, 'AccessToken', 'hours') ?? SECONDS.hours,
      id: validity(properties, 'IdToken', 'hours') ?? SECONDS.hours,
      refresh: validity(properties, 'RefreshToken', 'days') ?? 30 * SECONDS.days,
    };
    const rotation = properties.child('RefreshTokenRotation');
    this.rotationGrace = rotation.string('Feature') === 'ENABLED' ? rotation.number('RetryGracePeriodSeconds') ?? 0 : undefined;
    const described = DESCRIBED.filter((name) => properties.has(name));
    this.description = Object.fromEntries(described.map((name) => [name, resource.properties[name]]));
  }
}

type Unit = keyof typeof SECONDS;
type Token = 'AccessToken' | 'IdToken' | 'RefreshToken';

/** @returns seconds; `undefined` where the template leaves the default, for which 0 stands too */
function validity(properties: CfnProperties, token: Token, defaultUnit: Unit): number | undefined {
  const unit = properties.child('TokenValidityUnits').string(token) ?? defaultUnit;
  const value = properties.number(`${token}Validity`);
  return value ? value * SECONDS[unit in SECONDS ? (unit as Unit) : defaultUnit] : undefined;
}

/** As long, and of the same letters, as Cognito's. */
function generateSecret(): string {
  const letters = '0123456789abcdefghijklmnopqrstuvwxyz';
  return Array.from({ length: 51 }, () => letters[randomInt(letters.length)]).join('');
}
