/** woq4j inside a Java program. */
package org.woq4j.examples;
