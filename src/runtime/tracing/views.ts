/** Friendly names over the store's own tables, for the SQL console. */
export const tracingViews: readonly string[] = [
  `CREATE VIEW trace_info AS SELECT
     key AS trace_id,
     json_extract(doc, '$.experiment') AS experiment_id,
     json_extract(doc, '$.tags."mlflow.traceName"') AS name,
     json_extract(doc, '$.state') AS state,
     json_extract(doc, '$.time') AS request_time,
     json_extract(doc, '$.duration') AS execution_duration,
     json_extract(doc, '$.metadata."mlflow.sourceRun"') AS run_id,
     json_extract(doc, '$.request_preview') AS request_preview,
     json_extract(doc, '$.response_preview') AS response_preview
   FROM traces`,
  `CREATE VIEW assessments AS SELECT
     json_extract(each.value, '$.id') AS assessment_id,
     traces.key AS trace_id,
     json_extract(each.value, '$.name') AS name,
     json_extract(each.value, '$.kind') AS kind,
     json_extract(each.value, '$.value') AS value,
     json_extract(each.value, '$.source_type') AS source_type,
     json_extract(each.value, '$.source_id') AS source_id,
     json_extract(each.value, '$.rationale') AS rationale,
     json_extract(each.value, '$.valid') AS valid,
     json_extract(each.value, '$.created') AS created
   FROM traces, json_each(traces.doc, '$.assessments') AS each`,
];
