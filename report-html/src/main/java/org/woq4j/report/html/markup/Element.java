package org.woq4j.report.html.markup;

import java.util.List;

/**
 * An HTML element. Names are ours; texts and values of attributes come from anywhere and are
 * escaped. Not safe for use by several threads.
 */
public final class Element {

  private final String name;
  private final StringBuilder attributes = new StringBuilder();
  private final StringBuilder content = new StringBuilder();

  private Element(String name) {
    this.name = name;
  }

  /** {@return an empty element} */
  public static Element of(String name) {
    return new Element(name);
  }

  /** {@return an element with a text} */
  public static Element of(String name, String text) {
    return new Element(name).text(text);
  }

  /** Sets an attribute. */
  public Element with(String attribute, String value) {
    attributes.append(' ').append(attribute).append("=\"");
    escape(value, attributes);
    attributes.append('"');
    return this;
  }

  /** Adds a text. */
  public Element text(String text) {
    escape(text, content);
    return this;
  }

  /** Adds an element. */
  public Element add(Element child) {
    child.writeTo(content);
    return this;
  }

  /** Adds elements. */
  public Element addAll(List<Element> children) {
    children.forEach(this::add);
    return this;
  }

  /** {@return the markup} */
  @Override
  public String toString() {
    StringBuilder markup = new StringBuilder();
    writeTo(markup);
    return markup.toString();
  }

  private void writeTo(StringBuilder out) {
    out.append('<').append(name).append(attributes).append('>');
    out.append(content).append("</").append(name).append('>');
  }

  private static void escape(String text, StringBuilder out) {
    for (int i = 0; i < text.length(); i++) {
      char each = text.charAt(i);
      switch (each) {
        case '&' -> out.append("&amp;");
        case '<' -> out.append("&lt;");
        case '>' -> out.append("&gt;");
        case '"' -> out.append("&quot;");
        default -> out.append(isControl(each) ? '\uFFFD' : each);
      }
    }
  }

  /** HTML has no way to write these. */
  private static boolean isControl(char each) {
    return Character.isISOControl(each) && each != '\n' && each != '\t' && each != '\r';
  }
}
