import type { metrics as english } from "../en/metrics.ts";

export const metrics: typeof english = {
  RMSE: { name: "RMSE", means: "通常の誤差の大きさです。単位はターゲットと同じで、大きな誤差ほど重く数えます。" },
  MSE: { name: "MSE", means: "誤差の 2 乗の平均です。大きな誤差を特に重く数えます。" },
  MAE: { name: "MAE", means: "誤差の大きさの平均です。単位はターゲットと同じで、誤差を大きさどおりに数えます。" },
  MAPE: { name: "MAPE", means: "実際の値に対する誤差の割合の平均です。値が 0 の行は除きます。" },
  R2: { name: "R2", means: "ターゲットの変動のうち、モデルが説明できる割合です。1 はすべて、0 は常に平均を予測する場合と同じです。" },
  F1: { name: "F1", means: "陽性カテゴリをどれだけ正しく見つけるか、適合率と再現率を 1 つにまとめた値です。カテゴリの大きさが偏っている場合に適しています。" },
  F1macro: { name: "F1macro", means: "カテゴリごとの F1 の平均です。まれなカテゴリも頻繁なカテゴリと同じ重みになります。" },
  Accuracy: { name: "精度 (Accuracy)", means: "カテゴリを正しく予測した行の割合です。" },
  BalancedAccuracy: { name: "BalancedAccuracy", means: "カテゴリごとに正しく予測した行の割合を求め、平均した値です。まれなカテゴリも同じ重みになります。" },
  AUC: { name: "AUC", means: "行の順位づけの良さです。陽性の行が、そうでない行より高い確率になる割合で、0.5 は偶然と同じです。" },
  Precision: { name: "適合率 (Precision)", means: "陽性と予測した行のうち、実際に陽性である割合です。" },
  PrecisionMacro: { name: "PrecisionMacro", means: "あるカテゴリと予測した行のうち、実際にそのカテゴリである割合の、カテゴリ間の平均です。" },
  Recall: { name: "再現率 (Recall)", means: "実際に陽性の行のうち、モデルが見つけた割合です。" },
  RecallMacro: { name: "RecallMacro", means: "あるカテゴリの行のうち、モデルが見つけた割合の、カテゴリ間の平均です。" },
  LogLoss: { name: "LogLoss", means: "予測した確率が結果からどれだけ離れているかです。確信を持って外すと最も大きくなります。" },
  AverageWeightedQuantileLoss: { name: "平均 wQL", means: "指定したすべての分位数と実際の値との差を、実際の値に対する割合で示します。" },
  WAPE: { name: "WAPE", means: "誤差の合計を、実際の値の合計に対する割合で示します。" },
  MASE: { name: "MASE", means: "直前の季節を繰り返す予測の誤差と比べた平均誤差です。1 未満なら繰り返すより優れています。" },
};
