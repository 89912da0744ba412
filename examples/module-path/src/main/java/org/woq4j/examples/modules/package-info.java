/** woq4j on the module path. */
package org.woq4j.examples.modules;
