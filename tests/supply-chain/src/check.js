// Checks the CycloneDX document against its schema and the lock file, and the report of known vulnerabilities.
// node src/check.js SBOM LOCK_FILE REPORT AUDITED   (AUDITED: yes where a package source has advisories)
import { readFileSync } from 'node:fs'
import cyclonedx from '@cyclonedx/cyclonedx-library'

const { Spec, Validation } = cyclonedx
const [sbomFile, lockFile, reportFile, audited] = process.argv.slice(2)
let passed = 0
let failed = 0
function check (holds, what) {
  if (holds) passed++
  else {
    failed++
    console.error(`FAILED: ${what}`)
  }
}

// Each known vulnerability: "package version: severity advisory".
function known (report) {
  return report.projects.flatMap(project => (project.frameworks ?? []).flatMap(framework =>
    [...(framework.topLevelPackages ?? []), ...(framework.transitivePackages ?? [])].flatMap(found =>
      (found.vulnerabilities ?? []).map(one => `${found.id} ${found.resolvedVersion}: ${one.severity} ${one.advisoryurl}`))))
}

const text = readFileSync(sbomFile, 'utf8')
const fault = await new Validation.JsonStrictValidator(Spec.Version.v1dot6).validate(text)
check(fault === null, `the document is not CycloneDX 1.6: ${JSON.stringify(fault)}`)
const spoiled = JSON.parse(text)
spoiled.components[0].type = 'nothing'
check(await new Validation.JsonStrictValidator(Spec.Version.v1dot6).validate(JSON.stringify(spoiled)) !== null, 'the schema takes anything')

const listed = new Set(JSON.parse(text).components.map(component => component.purl))
const locked = Object.values(JSON.parse(readFileSync(lockFile, 'utf8')).dependencies).flatMap(packages => Object.entries(packages))
check(locked.length > 20, 'the lock file is empty')
for (const [name, { resolved }] of locked) check(listed.has(`pkg:nuget/${name}@${resolved}`), `${name} ${resolved} is not in the document`)

// What the report looks like with a finding: the reading of it would find one.
const sample = { projects: [{ frameworks: [{ transitivePackages: [{ id: 'Some.Package', resolvedVersion: '1.0.0', vulnerabilities: [{ severity: 'High', advisoryurl: 'https://github.com/advisories/GHSA-0000' }] }] }] }] }
check(known(sample).length === 1, 'a known vulnerability is not seen')
if (audited === 'yes') {
  const found = known(JSON.parse(readFileSync(reportFile, 'utf8')))
  check(found.length === 0, `known vulnerabilities:\n  ${found.join('\n  ')}`)
} else {
  console.error('NOT CHECKED for known vulnerabilities: no package source that can be reached has advisories.')
}

console.log(`${passed} passed, ${failed} failed`)
process.exit(failed === 0 ? 0 : 1)
