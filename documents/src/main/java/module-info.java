/** JSON in and out. */
module org.woq4j.documents {
  requires transitive org.woq4j.core;
  requires static org.jspecify;
  requires tools.jackson.core;
  requires tools.jackson.databind;

  exports org.woq4j.documents;
  exports org.woq4j.documents.json;

  provides org.woq4j.core.files.GenaiConfiguration with
      org.woq4j.documents.genai.GenaiConfigurationWriter;
}
