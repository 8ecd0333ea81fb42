import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { API_HEADERS } from '../http-reply';

export function redirect(location: string, cookies: string[] = []): APIGatewayProxyStructuredResultV2 {
  return { statusCode: 302, headers: { ...API_HEADERS, location, 'referrer-policy': 'no-referrer' }, cookies };
}
