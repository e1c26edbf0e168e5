/** The code of the one request that is refused when a role cannot be assumed any more: those after it are the user's own. */
export const ROLE_ENDED = "ActingRoleEndedException";

/** What an operation was refused with: AWS's code and message. */
export class ServiceError extends Error {
  readonly code: string;
  readonly status: number;
  /** Under which `ExplainDecision` tells why, where a policy refused. */
  readonly decisionId: string | null;

  constructor(code: string, message: string, status: number, decisionId: string | null = null) {
    super(message);
    this.name = code;
    this.code = code;
    this.status = status;
    this.decisionId = decisionId;
  }

  /** Whether a policy refused, rather than the service. */
  get denied(): boolean {
    return this.decisionId !== null;
  }
}

/** The server could not be reached, or did not answer in time. */
export class Unreachable extends Error {
  constructor() {
    super("The server does not answer.");
    this.name = "Unreachable";
  }
}
