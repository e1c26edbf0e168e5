import type { session as english } from "../en/session.ts";

export const session: typeof english = {
  title: "サインイン",
  description: "すべてのデータは、お客様が所有するキーで暗号化されています。",
  byLink: "1 回限りのリンクを使用",
  administratorLink: "サーバーを実行しているマシンで次を実行すると、管理者用のリンクが作成されて開きます。",
  analystLink: "ドメインのユーザープロファイル用のリンク",
  byKey: "アクセスキーを使用",
  accessKeyId: "アクセスキー ID",
  accessKeyHint: "IAM ユーザーのものです。管理者のアクセスキーは `sealcanvas env` で表示されます。",
  secretAccessKey: "シークレットアクセスキー",
  signIn: "サインイン",
  signOut: "サインアウト",
  over: "セッションが終了しました",
  overHint: "このページの内容は失われていません。ここまたは別のタブで再度サインインして続けてください。",
  continue: "再度サインインしました",
  actingAs: (role) => `${role} として操作中`,
  actAs: "ロールを切り替える",
  actAsSelf: "元のユーザーに戻る",
  roleArn: "ロール",
  account: "アカウント",
  ends: (time) => `セッションの終了: ${time}`,
};
