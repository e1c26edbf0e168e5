/** ARN of the key that a message says is disabled, if it says so. */
export function disabledKey(message: string | undefined): string | undefined {
  return /(arn:[\w-]+:kms:[\w-]+:\d+:key\/[\w-]+) is disabled\b/.exec(message ?? "")?.[1];
}
