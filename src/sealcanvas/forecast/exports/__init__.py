"""Export jobs: what Forecast holds, as files in S3 under the customer's key."""
