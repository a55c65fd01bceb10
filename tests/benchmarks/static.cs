#:sdk Microsoft.NET.Sdk.Web
#:property RestorePackagesWithLockFile=false
#:property PublishAot=false

// Answers every POST with one file: what the web server alone costs. static.cs <address> <file>
var body = await File.ReadAllBytesAsync(args[1]);
var builder = WebApplication.CreateSlimBuilder();
builder.Logging.ClearProviders();
var app = builder.Build();
app.Urls.Add(args[0]);
app.MapPost("/{*path}", async (HttpRequest request) =>
{
    await request.Body.CopyToAsync(Stream.Null);
    return TypedResults.Bytes(body, "application/json; charset=utf-8");
});
await app.RunAsync();
