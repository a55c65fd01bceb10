namespace EvidenceApi.Tests.Setup;

internal static class Waiting
{
    /// <summary>Asks again and again until it holds.</summary>
    public static async Task UntilAsync(Func<Task<bool>> holds, int seconds = 10)
    {
        var deadline = DateTime.UtcNow.AddSeconds(seconds);
        while (!await holds())
        {
            Assert.True(DateTime.UtcNow < deadline, $"Did not happen within {seconds} seconds.");
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }
    }
}
