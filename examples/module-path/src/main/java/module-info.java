/** A program on the module path. It names the engine; the engine finds all other modules. */
module org.woq4j.examples.modules {
  requires org.woq4j.core;
}
