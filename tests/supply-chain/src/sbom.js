// The CycloneDX document of the service: every package of its lock file, with its licence and what it needs.
// node src/sbom.js LOCK_FILE PACKAGES_FOLDER VERSION > sbom.cdx.json
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import cyclonedx from '@cyclonedx/cyclonedx-library'

const [lockFile, folder, version] = process.argv.slice(2)
const { Contrib, Enums, Models, Serialize, Spec } = cyclonedx
const licences = new Contrib.License.Factories.LicenseFactory()

// The package's own word for its licence: an SPDX expression, or nothing.
function licenceOf (name, version) {
  const file = join(folder, name.toLowerCase(), version.toLowerCase(), `${name.toLowerCase()}.nuspec`)
  return existsSync(file) ? readFileSync(file, 'utf8').match(/<license type="expression">([^<]+)<\/license>/)?.[1] : undefined
}

const locked = Object.values(JSON.parse(readFileSync(lockFile, 'utf8')).dependencies).flatMap(packages => Object.entries(packages))
const components = new Map()
for (const [name, { resolved }] of locked) {
  const purl = `pkg:nuget/${name}@${resolved}`
  const component = new Models.Component(Enums.ComponentType.Library, name, { version: resolved, purl, bomRef: purl })
  const licence = licenceOf(name, resolved)
  if (licence) component.licenses.add(licences.makeFromString(licence))
  components.set(name.toLowerCase(), component)
}

const service = new Models.Component(Enums.ComponentType.Application, 'evidence-api', { version, bomRef: 'evidence-api' })
for (const [name, { type, dependencies }] of locked) {
  if (type === 'Direct') service.dependencies.add(components.get(name.toLowerCase()).bomRef)
  for (const needed of Object.keys(dependencies ?? {})) components.get(name.toLowerCase()).dependencies.add(components.get(needed.toLowerCase()).bomRef)
}

const bom = new Models.Bom({ metadata: new Models.Metadata({ component: service }) })
for (const component of components.values()) bom.components.add(component)
console.log(new Serialize.JsonSerializer(new Serialize.JSON.Normalize.Factory(Spec.Spec1dot6)).serialize(bom, { sortLists: true, space: 2 }))
