"""The notebook's cell of features: as `tabular/features`, with pandas and scikit-learn."""

CODE = '''
from sklearn.decomposition import TruncatedSVD
from sklearn.feature_extraction.text import TfidfVectorizer

YES, NO = {"true", "t", "yes", "y", "1"}, {"false", "f", "no", "n", "0"}


def _booleans(column):
    lower = column.astype("string").str.strip().str.lower()
    return lower.map({**dict.fromkeys(YES, 1.0), **dict.fromkeys(NO, 0.0)}).to_numpy(float, na_value=np.nan)


def _moments(column):
    when = pd.to_datetime(column, errors="coerce", format="mixed").dt
    parts = [when.year, when.month, when.day, when.dayofweek, when.dayofyear, when.hour, when.minute]
    days = (pd.to_datetime(column, errors="coerce", format="mixed") - pd.Timestamp(0)) / pd.Timedelta(days=1)
    return np.column_stack([days.to_numpy(float), *(part.to_numpy(float) for part in parts)])


class Features:
    """Numbers as they are, categories as codes by frequency, dates as parts, prose reduced to some numbers."""

    def fit(self, table):
        self.levels, self.prose = {}, {}
        for name, kind in COLUMNS.items():
            if kind == "category":
                self.levels[name] = list(table[name].astype("string").value_counts().index[:10_000])
            elif kind == "prose":
                words = TfidfVectorizer(sublinear_tf=True, max_features=20_000, token_pattern=r"[^\\W_]+")
                counts = words.fit_transform(table[name].fillna("").astype(str))
                width = max(1, min(24, counts.shape[1] - 1, counts.shape[0] - 1))
                self.prose[name] = (words, TruncatedSVD(width, random_state=SEED).fit(counts))
        return self

    def transform(self, table):
        parts, self.categorical = [], []
        for name, kind in COLUMNS.items():
            column = table[name]
            if kind == "category":
                codes = pd.Categorical(column.astype("string"), categories=self.levels[name]).codes.astype(float)
                codes[codes < 0] = np.nan
                self.categorical.append(sum(part.shape[1] for part in parts))
                part = codes[:, None]
            elif kind == "prose":
                words, reduce = self.prose[name]
                written = column.fillna("").astype(str)
                part = np.column_stack([reduce.transform(words.transform(written)), written.str.len()])
            elif kind == "moment":
                part = _moments(column)
            elif kind == "boolean":
                part = _booleans(column)[:, None]
            else:
                part = pd.to_numeric(column, errors="coerce").to_numpy(float)[:, None]
            parts.append(part)
        return np.hstack(parts)


features = Features().fit(table)
matrix = features.transform(table)
print(f"{matrix.shape[1]} features")
'''
