import type { seal as english } from "../en/seal.ts";

export const seal: typeof english = {
  title: "サーバー側の暗号化",
  kinds: { default: "バケットのデフォルトの暗号化", key: "SSE-KMS: お客様のキー", managed: "SSE-KMS: AWS マネージドキー (aws/s3)", s3: "SSE-S3: Amazon S3 マネージドキー" },
  meaning: {
    default: "バケットの設定に従って暗号化されます。",
    key: "誰が読み取れるかをキーポリシーで決められます。キーを無効にするとデータはロックされます。",
    managed: "オブジェクトを読み取れる人はキーも使用できます。キーポリシーは変更できません。",
    s3: "キーは S3 が保持します。キーポリシーは評価されません。",
  },
  key: "AWS KMS キー",
  keyHint: "キーから選択するか、キーの ARN を入力してください。",
  bucketKey: "バケットキー",
  twoLayers: "二層の暗号化 (DSSE-KMS)",
  twoLayersHint: "KMS キーと S3 独自のキーで二重に暗号化されます。どちらか一方だけでは開けません。バケットキーは使用されません。",
  bucketKeyHint: "オブジェクトごとではなくバケットごとに KMS のキーを使用します。呼び出しが減り、暗号化コンテキストはバケットのものになります。",
};
