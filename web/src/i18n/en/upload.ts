export const upload = {
  pause: "Pause",
  resume: "Resume",
  cancel: "Cancel upload",
  dismiss: "Dismiss",
  nothingSent: "Nothing was sent yet",
  states: { waiting: "Waiting", running: "Uploading", paused: "Paused", failed: "Interrupted: what was sent is kept", done: "Uploaded" },
  sent: (done: string, all: string, state: string) => `${done} of ${all}, ${state}`,
};
