"""docgen: official forms of the 中小企业特色产业集群 rounds, from structured data to a print-ready package."""
