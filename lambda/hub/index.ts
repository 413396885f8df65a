/** The functions of an organization's hub, one bundle with a handler for each. */

import { Logger } from '@aws-lambda-powertools/logger';
import { Metrics } from '@aws-lambda-powertools/metrics';
import type { Context } from 'aws-lambda';
import { bare, errorText } from '../aws/errors/errors';
import { hubVariable } from '../core/organization/hub-environment';
import { ORGANIZATION_METRICS, ORGANIZATION_NAMESPACE, type OrganizationMetric } from '../core/organization/totals';
import { DIMENSIONS } from '../core/report/metrics';
import { type AccountsAnswer, accounts } from './accounts';
import { hubClients } from './clients';
import { code } from './code';
import { type DigestAnswer, digest } from './digest';
import { parseAccountsRequest, parseDigestRequest } from './requests';

const logger = new Logger({ serviceName: 'keyturn' });
const metrics = new Metrics({ namespace: ORGANIZATION_NAMESPACE, serviceName: DIMENSIONS.service });

/** Made once: a warm environment keeps its connections. */
const clients = hubClients();

const variable = (name: Parameters<typeof hubVariable>[1]) => hubVariable(process.env, name);

export const accountsHandler = (event: unknown, context: Context): Promise<AccountsAnswer> =>
  logged(context, async () => {
    const settings = { bucket: variable('bucket'), waves: JSON.parse(variable('waves')) as string[] };
    const answer = await accounts(clients, settings, parseAccountsRequest(event));
    logger.info('accounts', { ...answer });
    return answer;
  });

export const digestHandler = (event: unknown, context: Context): Promise<DigestAnswer> =>
  logged(context, async () => {
    const request = parseDigestRequest(event);
    const [, , , region = '', accountId = ''] = context.invokedFunctionArn.split(':');
    const settings = {
      bucket: variable('bucket'),
      topicArn: variable('topicArn'),
      tolerated: Number(variable('tolerated')),
      organizationId: variable('organizationId'),
      contact: variable('contact'),
      docsUrl: variable('docsUrl'),
      accountId,
      region,
    };
    const answer = await digest(clients, settings, request, new Date());
    // A run of one wave is no run of the organization, and a look is none at all.
    if (request.wave === undefined && request.command === 'run') publish(answer.metrics);
    logger.info('digest', { ...answer });
    return answer;
  });

export const codeHandler = (event: unknown, context: Context): Promise<void> =>
  logged(context, () => code(clients.s3, event));

async function logged<T>(context: Context, work: () => Promise<T>): Promise<T> {
  logger.addContext(context);
  try {
    return await work();
  } catch (error) {
    logger.error('failed', { error: errorText(error) });
    throw bare(error);
  }
}

function publish(values: DigestAnswer['metrics']): void {
  for (const [name, value] of Object.entries(values) as [OrganizationMetric, number][])
    metrics.addMetric(name, ORGANIZATION_METRICS[name], value);
  metrics.publishStoredMetrics();
}
