/** woq4j in a Spring Boot service. */
package org.woq4j.examples.boot;
