"""Great Expectations' own answers: each expectation of a suite on a table as pandas reads it."""

import pandas

import great_expectations


def read(path):
    if path.endswith(".parquet"):
        return pandas.read_parquet(path)
    if path.endswith(".jsonl"):
        return pandas.read_json(path, lines=True)
    return pandas.read_csv(path, sep="\t" if path.endswith(".tsv") else ",")


def results(argument):
    """[{path, expectations}] -> a list of results a table, in the order asked; `refused` where the suite does not take it."""
    context = great_expectations.get_context(mode="ephemeral")
    context.variables.progress_bars = {"globally": False}
    asset = context.data_sources.add_pandas("pandas").add_dataframe_asset("frame")
    definition = asset.add_batch_definition_whole_dataframe("whole")
    answers = []
    for table in argument:
        batch = definition.get_batch({"dataframe": read(table["path"])})
        suite = great_expectations.ExpectationSuite(name="suite")
        answer = []
        for place, given in enumerate(table["expectations"]):
            try:
                made = great_expectations.ExpectationSuite(
                    name="one", expectations=[{**given, "meta": {"place": place}}]
                ).expectations[0]
                suite.expectations.append(made)
                answer.append(None)
            except Exception as error:
                answer.append({"refused": str(error)})
        for result in validated(batch, suite):
            answer[result["expectation_config"]["meta"]["place"]] = result
        answers.append(answer)
    return answers


def validated(batch, suite):
    """One that cannot even be planned breaks the whole suite's validation: then each is asked alone."""
    try:
        return [result.to_json_dict() for result in batch.validate(suite, result_format="BASIC").results]
    except Exception:
        answers = []
        for expectation in suite.expectations:
            try:
                answers.append(batch.validate(expectation, result_format="BASIC").to_json_dict())
            except Exception as error:
                answers.append(
                    {
                        "success": False,
                        "result": {},
                        "expectation_config": {"meta": expectation.meta},
                        "exception_info": {"raised": {"raised_exception": True, "exception_message": str(error)}},
                    }
                )
        return answers


def loads(path):
    """Whether Great Expectations takes a suite's file, and whether its data passes: {path, data}."""
    import json

    with open(path["suite"], encoding="utf8") as file:
        read_suite = json.load(file)
    context = great_expectations.get_context(mode="ephemeral")
    context.variables.progress_bars = {"globally": False}
    asset = context.data_sources.add_pandas("pandas").add_dataframe_asset("frame")
    batch = asset.add_batch_definition_whole_dataframe("whole").get_batch({"dataframe": read(path["data"])})
    suite = great_expectations.ExpectationSuite(
        name=read_suite["name"], expectations=read_suite["expectations"], meta=read_suite.get("meta")
    )
    result = batch.validate(suite)
    return {
        "success": result.success,
        "count": len(result.results),
        "failed": [each.to_json_dict() for each in result.results if not each.success],
    }
