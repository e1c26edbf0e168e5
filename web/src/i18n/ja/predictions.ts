import type { predictions as english } from "../en/predictions.ts";

export const predictions: typeof english = {
  title: "予測",
  description: "モデルによる予測です。結果はそれぞれドメインのストレージキーで暗号化されます。",
  prediction: "予測",
  of: (model) => `${model} の予測`,
  empty: "予測なし",
  emptyHint: "構築済みのモデルを開き、データセットについて予測を生成してください。",
  ownRows: "モデル自身の行",
  deleted: "予測を削除しました。",
  deleteTitle: "この予測を削除しますか?",
  deleteHint: "出力がバケットから削除されます。元に戻せません。",
  stopTitle: "この予測を停止しますか?",
  stopHint: "何も保持されません。",
  underWay: "このページを離れてもかまいません。",
  place: "保存場所",
  output: "出力",
};
