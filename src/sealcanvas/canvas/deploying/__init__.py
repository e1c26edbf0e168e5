"""From the studio into SageMaker: a model version registered, or served by an endpoint (docs/sharing.md)."""
