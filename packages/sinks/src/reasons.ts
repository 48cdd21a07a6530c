/** Why a site is left as it is, for a person: one sentence and what to write instead. */
export interface Reason {
  readonly sentence: string
  readonly hint: string
}

const reason = (sentence: string, hint: string): Reason => ({ sentence, hint })

/** Every reason code of a `manual` plan. */
export const reasons: Readonly<Record<string, Reason>> = {
  ARGUMENT_UNKNOWN: reason('the call has an argument whose part in it is not known', 'Pass the values as slots of the statement and nothing else but a callback.'),
  CALLER_UNKNOWN: reason('a function that takes or gives the text has a caller that cannot be seen for certain', 'Rewrite the function and its callers together: pass sql`…` instead of a string.'),
  COLUMNS_FROM_OUTSIDE: reason('the list of columns comes from outside the code', 'Choose the columns with sql.oneOf, or join sql.id(name) of names that are checked against a list.'),
  COMMENT_OPEN: reason('an SQL comment is not closed within the piece of text', 'Close the comment, or take it out.'),
  DIALECT_UNKNOWN: reason('it is not known which database the data source speaks, and so how placeholders are written', 'Pass the values in the parameters array, with the placeholders of your database.'),
  DRIVER_UNSUPPORTED: reason('there is no rewrite for this driver yet', 'Use the parameters of the driver: placeholders in the text, values in an array.'),
  ESCAPE_UNKNOWN: reason('a function that seems to quote the value cannot be seen', 'Give the value itself: ${value}; a bound value needs no quotes and no escaping.'),
  FUNCTION_ESCAPES: reason('a function that takes or gives the text is passed on or exported, so that not all callers are known', 'Let the function take and give sql`…`, and change its callers with it.'),
  LIST_UNKNOWN: reason('it is not known what follows IN', 'Write in ${sql.in(list)} with an array.'),
  MYSQLJS: reason('the package mysql cannot bind on the server, and something here is not the same with mysql2', 'Install mysql2, change the require to mysql2, and run this again.'),
  MYSQL_IDENTIFIER_PLACEHOLDER: reason('?? stands for a name', 'Choose the name with sql.oneOf, or write ${sql.id(name)}.'),
  MYSQL_OBJECT_PLACEHOLDER: reason('SET ? takes its columns from an object, and so lets the object choose them', "Write ${sql.set(object, ['column', …])} with the columns that may be set."),
  NAME_GLUED: reason('a value is a part of a name or number', 'Choose the whole name with sql.oneOf, or write ${sql.id(`prefix_${part}`)}.'),
  NAME_FROM_OUTSIDE: reason('a table or column name comes from outside the code', 'Choose the name among literals in the code.'),
  OPTIONAL_CHAIN: reason('the handle may be missing', 'Check the handle first, then call connect(handle).'),
  OPTIONS_KEPT: reason('the call has options beside text and values', 'Write the call with connect(handle) yourself; time limits are options there.'),
  OVERLAP: reason('two changes to the same piece of code contradict each other', 'Rewrite one of the two by hand and run this again.'),
  PLACEHOLDERS_DYNAMIC: reason('placeholders and their values are put together while the code runs', 'Write each value as a slot where its placeholder is added: sql`${query} and name = ${name}`.'),
  PLACEHOLDER_SCOPE: reason('a value that is bound where the statement runs is not known where its text is written', 'Write the text where it is run, with the value as a slot.'),
  PLACEHOLDER_TWICE: reason('one value that has effects stands for two placeholders', 'Put the value into a constant first.'),
  PLACEHOLDER_UNBOUND: reason('placeholders and values do not match', 'Write each value as a slot where its placeholder stands.'),
  PRAGMA: reason('a pragma takes no bound values', 'Choose the whole pragma with a switch over literals.'),
  PREPARED: reason('the statement is prepared here and bound elsewhere', 'Build the statement where it is run: connect(db).driver.get(sql`…`).'),
  QUOTE_ESCAPES: reason('the quoted text has backslashes beside a value', 'Make the whole string in a constant first and write ${constant} without quotes.'),
  QUOTE_OPEN: reason('a quote opens in one piece of text and closes in another', 'Put the quoted value into one piece, then write ${value} without quotes.'),
  QUOTE_PREFIX: reason('the quoted text has a prefix such as X or B', 'Bind the bytes: ${sql.binary(bytes)}.'),
  RECEIVER_UNKNOWN: reason('the object that runs the statement is not known to be a driver handle', 'Write connect(handle).query(sql`…`) where the handle is a pool, client or database of a supported driver.'),
  SECOND_STATEMENT: reason('the text holds more than one statement', 'Run each statement by itself, in connect(handle).transaction(…) where they belong together.'),
  SLOT_IN_COMMENT: reason('a value stands inside an SQL comment', 'Take the value out of the comment.'),
  SLOT_IN_QUOTES: reason('a value stands inside quotes that cannot be taken apart', 'Make the whole string in a constant first and write ${constant} without quotes.'),
  SQLITE_WRAPPER: reason('the package sqlite wraps sqlite3 in its own promises', 'Pass values as parameters, or use sqlite3 itself with connect(db).'),
  STATEMENT_UNBINDABLE: reason('this kind of statement takes no bound values', 'Choose among written-out statements, or check the value against a list and use sql.id for a name.'),
  TEXT_ESCAPES: reason('the text is also used for something else', 'Keep the fragment for the database, and make a separate string for other uses.'),
  TEXT_EXPORTED: reason('the text is exported', 'Export sql`…` and change the files that import it.'),
  TEXT_FROM_OUTSIDE: reason('a part of the statement that is no value comes from outside the code that can be seen', 'Choose it among written-out fragments: sql.oneOf(choice, { key: sql`…` }).'),
  TEXT_IN_PROPERTY: reason('the text is kept in a property', 'Let the property hold sql`…`.'),
  TEXT_IN_VARIABLE: reason('the text is kept in a variable, and this target takes text and values apart', 'Write the text in the call.'),
  TEXT_TESTED: reason('the code asks whether the text is empty', 'Collect the pieces in an array of fragments and use sql.join.'),
  TYPED_LITERAL: reason('a type name stands before the quoted value', 'Write cast(${value} as type).'),
  TYPEORM_BUILDER: reason('names of parameters are shared by the whole query of the builder', "Write :name in the text and pass the value beside it: .where('u.name = :name', { name })."),
  TYPE_ANNOTATION: reason('the type of the text is named in a way that cannot be changed for certain', 'Use the type Fragment of @breakwater/sql.'),
}
