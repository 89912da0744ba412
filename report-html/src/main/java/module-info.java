/** One page from a report or a comparison. */
module org.woq4j.report.html {
  requires transitive org.woq4j.core;
  requires transitive org.woq4j.evaluation;
  requires static org.jspecify;

  exports org.woq4j.report.html;
}
