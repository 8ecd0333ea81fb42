import { randomUUID } from 'node:crypto';
import { ACCOUNT_ID, REGION, arn } from '../aws-account';
import { LOWER_CASE, MIXED_CASE, UPPER_CASE, derivedId, randomId } from './random-id';

/** What a physical id is made from. */
export interface ResourceIdentity {
  readonly stackName: string;
  readonly logicalId: string;
  readonly type: string;
  /** Where the room's page listens; 0 for no port in particular. */
  readonly port: number;
  /** A property, evaluated: some names are given by the template. */
  readonly property: (name: string) => unknown;
}

/** The property that names a resource, where the template may choose its name. */
const NAME_PROPERTY: Record<string, string> = {
  'AWS::ApiGatewayV2::DomainName': 'DomainName',
  'AWS::ApiGatewayV2::Stage': 'StageName',
  'AWS::Cognito::UserPoolDomain': 'Domain',
  'AWS::DynamoDB::GlobalTable': 'TableName',
  'AWS::DynamoDB::Table': 'TableName',
  'AWS::IAM::Role': 'RoleName',
  'AWS::Lambda::Function': 'FunctionName',
  'AWS::Logs::LogGroup': 'LogGroupName',
  'AWS::S3::Bucket': 'BucketName',
};

/**
 * What `Ref` gives: an id in the form that AWS gives to such a resource, new in every run (but a client's).
 */
export function physicalId(resource: ResourceIdentity): string {
  const { type } = resource;
  const named = NAME_PROPERTY[type] === undefined ? undefined : resource.property(NAME_PROPERTY[type]);
  if (typeof named === 'string') return named;
  switch (type) {
    case 'AWS::ApiGatewayV2::Api':
      return randomId(LOWER_CASE, 10);
    case 'AWS::ApiGatewayV2::Authorizer':
    case 'AWS::ApiGatewayV2::Integration':
    case 'AWS::ApiGatewayV2::Route':
    case 'AWS::ApiGatewayV2::RouteResponse':
      return randomId(LOWER_CASE, 7);
    case 'AWS::Cognito::UserPool':
      return `${REGION}_${randomId(MIXED_CASE, 9)}`;
    case 'AWS::Cognito::UserPoolClient':
      return clientId(resource);
    case 'AWS::KMS::Key':
      return randomUUID();
    case 'AWS::S3::Bucket':
      return generatedName(resource, 63).toLowerCase();
    case 'AWS::SecretsManager::Secret':
      return arn('secretsmanager', `secret:${nameOr(resource, 'Name')}-${randomId(MIXED_CASE, 6)}`);
    case 'AWS::SNS::Topic':
      return arn('sns', nameOr(resource, 'TopicName'));
    case 'AWS::SQS::Queue':
      return `https://sqs.${REGION}.amazonaws.com/${ACCOUNT_ID}/${queueName(resource)}`;
    default:
      return generatedName(resource, 64);
  }
}

/**
 * Cookies are named after the client, and browsers keep one jar for all ports of this machine. So two rooms have to
 * differ; but the next run on the same port is to replace the cookies of the last, which would else pile up.
 */
function clientId({ port, stackName, logicalId }: ResourceIdentity): string {
  return port === 0 ? randomId(LOWER_CASE, 26) : derivedId(LOWER_CASE, 26, `${port}/${stackName}/${logicalId}`);
}

function queueName(resource: ResourceIdentity): string {
  const name = resource.property('QueueName');
  if (typeof name === 'string') return name;
  return generatedName(resource, 75) + (resource.property('FifoQueue') === true ? '.fifo' : '');
}

function nameOr(resource: ResourceIdentity, property: string): string {
  const name = resource.property(property);
  return typeof name === 'string' ? name : generatedName(resource, 64);
}

/** As CloudFormation makes names: stack, logical id, and what makes it unique. */
function generatedName({ stackName, logicalId }: ResourceIdentity, longest: number): string {
  const suffix = randomId(UPPER_CASE, 12);
  return `${`${stackName}-${logicalId}`.slice(0, longest - suffix.length - 1)}-${suffix}`;
}
