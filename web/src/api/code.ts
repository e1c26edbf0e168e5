import type { Recorded } from "./recorded.ts";

/** Calls as a Python script with boto3. */
export function asBoto3(calls: readonly Recorded[]): string {
  const services = [...new Set(calls.map((each) => each.service))];
  const clients = services.map((service) => `${variable(service)} = boto3.client(${JSON.stringify(service)})`);
  const lines = calls.map(({ service, operation, input }) => {
    const members = Object.entries(input as object).map(([name, value]) => `${name}=${python(value)}`);
    return `${variable(service)}.${snake(operation)}(${members.join(", ")})`;
  });
  return ["import boto3", "", ...clients, "", ...lines, ""].join("\n");
}

/** Calls as commands of the AWS CLI. */
export function asCommands(calls: readonly Recorded[]): string {
  return calls
    .map(({ service, operation, input }) => {
      const given = Object.keys(input as object).length ? ` --cli-input-json ${quoted(JSON.stringify(input))}` : "";
      return `aws ${service === "s3" ? "s3api" : service} ${snake(operation).replaceAll("_", "-")}${given}`;
    })
    .join("\n");
}

/** A value as Python writes it. */
export function python(value: unknown): string {
  if (value === null || value === undefined) return "None";
  if (typeof value === "boolean") return value ? "True" : "False";
  if (typeof value === "string") return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(python).join(", ")}]`;
  if (typeof value === "object") {
    return `{${Object.entries(value).map(([name, each]) => `${JSON.stringify(name)}: ${python(each)}`).join(", ")}}`;
  }
  return String(value);
}

/** An operation's name as boto3 has it: CreateAutoMLJobV2 is create_auto_ml_job_v2. */
export function snake(operation: string): string {
  return operation
    .replace(/([A-Z]+)([A-Z][a-z])/g, "$1_$2")
    .replace(/([a-z0-9])([A-Z])/g, "$1_$2")
    .toLowerCase();
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

function variable(service: string): string {
  return service.replaceAll("-", "_");
}
