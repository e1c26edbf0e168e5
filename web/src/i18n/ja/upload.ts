import type { upload as english } from "../en/upload.ts";

export const upload: typeof english = {
  pause: "一時停止",
  resume: "再開",
  cancel: "アップロードをキャンセル",
  dismiss: "閉じる",
  nothingSent: "まだ何も送信されていません",
  states: { waiting: "待機中", running: "アップロード中", paused: "一時停止中", failed: "中断 (送信済みの部分は保持されます)", done: "アップロード完了" },
  sent: (done, all, state) => `${all} 中 ${done}、${state}`,
};
