import { PARTITION, ACCOUNT_ID, REGION, URL_SUFFIX, arn } from '../aws-account';

/**
 * What `Fn::GetAtt` gives, or `undefined` for an attribute that is not known here.
 *
 * @param physicalId what `Ref` gives for the same resource
 */
export function resourceAttribute(type: string, physicalId: string, attribute: string): unknown {
  if (attribute === 'Arn' || attribute === 'TopicArn') return resourceArn(type, physicalId);
  switch (`${type}.${attribute}`) {
    case 'AWS::ApiGatewayV2::Api.ApiEndpoint':
      return `https://${physicalId}.execute-api.${REGION}.${URL_SUFFIX}`;
    case 'AWS::Cognito::UserPool.ProviderName':
      return `cognito-idp.${REGION}.${URL_SUFFIX}/${physicalId}`;
    case 'AWS::Cognito::UserPool.ProviderURL':
      return `https://cognito-idp.${REGION}.${URL_SUFFIX}/${physicalId}`;
    case 'AWS::DynamoDB::GlobalTable.StreamArn':
    case 'AWS::DynamoDB::Table.StreamArn':
      return `${arn('dynamodb', `table/${physicalId}`)}/stream/2026-01-01T00:00:00.000`;
    case 'AWS::SQS::Queue.QueueName':
      return lastPart(physicalId);
    case 'AWS::SQS::Queue.QueueUrl':
    case 'AWS::SecretsManager::Secret.Id':
    case 'AWS::ApiGatewayV2::Api.ApiId':
    case 'AWS::Cognito::UserPool.UserPoolId':
    case 'AWS::Cognito::UserPoolClient.ClientId':
    case 'AWS::KMS::Key.KeyId':
      return physicalId;
    default:
      return undefined;
  }
}

function resourceArn(type: string, physicalId: string): string {
  switch (type) {
    case 'AWS::Cognito::UserPool':
      return arn('cognito-idp', `userpool/${physicalId}`);
    case 'AWS::DynamoDB::GlobalTable':
    case 'AWS::DynamoDB::Table':
      return arn('dynamodb', `table/${physicalId}`);
    case 'AWS::IAM::Role':
      return `arn:${PARTITION}:iam::${ACCOUNT_ID}:role/${physicalId}`;
    case 'AWS::KMS::Key':
      return arn('kms', `key/${physicalId}`);
    case 'AWS::Lambda::Function':
      return arn('lambda', `function:${physicalId}`);
    case 'AWS::Logs::LogGroup':
      return arn('logs', `log-group:${physicalId}:*`);
    case 'AWS::S3::Bucket':
      return `arn:${PARTITION}:s3:::${physicalId}`;
    case 'AWS::SQS::Queue':
      return arn('sqs', lastPart(physicalId));
    default:
      return physicalId.startsWith('arn:') ? physicalId : arn((type.split('::')[1] ?? 'local').toLowerCase(), physicalId);
  }
}

function lastPart(url: string): string {
  return url.slice(url.lastIndexOf('/') + 1);
}
