/** Names of programs, from whole user agents as AWS's tools send them. */
import { clientOf } from '../../../../../lambda/core/user/evidence/client';

test.each<[agent: string, name: string]>([
  ['aws-cli/2.17.5 md/awscrt#0.20.11 ua/2.0 os/linux', 'aws-cli'],
  ['[aws-cli/1.16.96 Python/2.7]', 'aws-cli'],
  ['Boto3/1.34.0 md/Botocore#1.34.0', 'Boto3'],
  ['aws-sdk-go-v2/1.30.3 os/linux', 'aws-sdk-go-v2'],
  ['APN/1.0 HashiCorp/1.0 Terraform/1.9.0 (+https://www.terraform.io) terraform-provider-aws/5.31.0', 'Terraform'],
  [`APN/1.0 HashiCorp/1.0 Terraform/${'9'.repeat(300)}`, 'Terraform'],
  ['APN/1.0 Vendor/1.0 Backup-Tool/3.2 (linux)', 'Backup-Tool'],
  ['MyAPN/1.0 Vendor/1.0 Tool/3.2', 'MyAPN'],
  ['rclone/v12.66.0', 'rclone'],
  ['MinIO (linux; amd64) minio-go/v7.0.66', 'minio-go'],
  ['S3 Browser/11.6.7 (https://s3browser.com)', 'S3 Browser'],
  ['[S3 Browser 9.5.5 https://s3browser.com]', 'S3 Browser'],
  ['console.amazonaws.com', ''],
  ['https://evil.example/1.0', ''],
  ['evil.example/1.0', ''],
  ['x/1.evil.example', ''],
  ['<https://evil.example|click> *now*', ''],
  ['[click](https://evil.example)', ''],
  ['', ''],
])('of the user agent %j the name is %j', (agent, name) => expect(clientOf(agent)).toBe(name));
