using System.Net;
using EvidenceApi.RateLimiting;
using EvidenceApi.Tests.Setup;

namespace EvidenceApi.Tests.RateLimiting;

/// <summary>Requests are counted by caller and window, and a crowd of callers in bounded memory.</summary>
public sealed class WindowCountTests
{
    private readonly SetClock clock = new(new(2026, 11, 23, 8, 0, 0, TimeSpan.Zero));

    [Fact]
    public void A_window_ends_with_the_minute_and_counts_begin_anew()
    {
        var counts = new WindowCounts(TimeSpan.FromMinutes(1), clock);
        Assert.Equal((1, TimeSpan.FromMinutes(1)), counts.Add("a"));
        clock.Now += TimeSpan.FromSeconds(59);
        Assert.Equal((2, TimeSpan.FromSeconds(1)), counts.Add("a"));
        Assert.Equal(1, counts.Add("b").Count);

        clock.Now += TimeSpan.FromSeconds(1);

        Assert.Equal((1, TimeSpan.FromMinutes(1)), counts.Add("a"));
    }

    [Fact]
    public void A_day_ends_at_midnight_utc()
    {
        var counts = new WindowCounts(TimeSpan.FromDays(1), clock);
        Assert.Equal(TimeSpan.FromHours(16), counts.Add("a").Left);

        clock.Now = new(2026, 11, 24, 0, 0, 0, TimeSpan.Zero);

        Assert.Equal(1, counts.Add("a").Count);
    }

    [Fact]
    public void Past_so_many_callers_new_ones_share_counts_and_those_before_keep_theirs()
    {
        var counts = new WindowCounts(TimeSpan.FromMinutes(1), clock, most: 10);
        for (var caller = 0; caller < 10; caller++) counts.Add($"known {caller}");

        var crowd = Enumerable.Range(0, 50_000).Max(caller => counts.Add($"new {caller}").Count);

        Assert.InRange(crowd, 2, 200);
        Assert.Equal(2, counts.Add("known 3").Count);
    }

    [Fact]
    public async Task No_request_of_many_at_once_is_lost()
    {
        var counts = new WindowCounts(TimeSpan.FromMinutes(1), clock);

        await Parallel.ForAsync(0, 10_000, (_, _) =>
        {
            counts.Add("a");
            return ValueTask.CompletedTask;
        });

        Assert.Equal(10_001, counts.Add("a").Count);
    }

    [Theory]
    [InlineData("192.0.2.7", "192.0.2.7")]
    [InlineData("::ffff:192.0.2.7", "192.0.2.7")]
    [InlineData("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64")]
    [InlineData("2001:db8:1:2::", "2001:db8:1:2::/64")]
    [InlineData("2001:db8:1:3::", "2001:db8:1:3::/64")]
    public void An_address_of_ipv6_stands_for_its_network(string address, string counted) => Assert.Equal(counted, RateLimits.AddressOf(IPAddress.Parse(address)));
}
